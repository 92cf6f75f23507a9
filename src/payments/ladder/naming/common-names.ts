import { foldLetters } from './fold-letters.ts';

/** As `readName` gives them: `bauer` and `manuela` are compared as `baur` and `manula`. */
const setOf = (...texts: readonly string[]): ReadonlySet<string> => new Set(foldLetters(texts.join(' ')).split(' '));

/**
 * First names that many people have in Denmark, Poland and Germany, as names are compared (`readName`). They tell a person
 * from a company, and two people from a typing error: `Marta` is not `Maria` mistyped.
 */
export const firstNames = setOf(
  'peter jens michal lars henrik thomas soren jan christian martin niels anders morten jesper hans mads rasmus per ole kim',
  'erik jorgen kristian svend knud kurt poul carl karl kaj finn bent arne bjarne bo claus klaus brian allan steen sten torben',
  'mogens flemming frank rene daniel simon jonas jakob jacob mikkel nikolaj nicolai frederik magnus emil oliver oscar oskar',
  'anton anne anna kirsten mette hanne helle susanne lene maria marianne inge karen lone bente camilla pia jette charlotte',
  'louise lise lisa tina gitte birgit birgitte birthe ida ingrid julie laura line sofie sofia sara sarah emma freja clara klara',
  'annette dorte dorthe else ellen eva grethe grete hanna henriette irene jane janne jonna johanne karin kirstine laila lis',
  'maja malene maren margit marie mia nanna nina rikke rita ruth sanne signe sine stine tove trine ulla vibeke viola aksel axel',
  'age anker asger asbjorn benny bjorn borge dan dennis ebbe egon ejnar einar eskil esben gert gunnar harald helge henning',
  'ib ivan john johan johannes johnny karsten carsten keld kjeld kenneth kent leif leo ludvig lukas lucas marcus markus max',
  'niclas niklas nils otto palle patrick philip preben robert rolf rune sebastian stefan steffen stig tage theis tim tobias',
  'tom tommy troels uffe ulrik verner viggo vagn villy william willy victor viktor adam andrzej piotr krzysztof stanislaw',
  'tomasz pawel jozef marcin marek michal grzegorz jerzy tadeusz zbigniew ryszard dariusz henryk mariusz kazimierz wojciech',
  'robert mateusz marian rafal jacek janusz miroslaw maciej slawomir jaroslaw kamil wieslaw roman wladyslaw jakub artur zdzislaw',
  'edward mieczyslaw damian dawid przemyslaw sebastian czeslaw leszek daniel waldemar adrian bartosz bartlomiej filip igor',
  'katarzyna malgorzata agnieszka krystyna barbara ewa elzbieta zofia janina teresa joanna magdalena monika jadwiga danuta',
  'irena halina helena beata aleksandra marta dorota marianna grazyna jolanta stanislawa iwona karolina bozena urszula justyna',
  'renata alicja paulina sylwia natalia wanda agata aneta izabela edyta emilia daniela adriana patrycja kinga weronika hubert',
  'alexander andreas bernd dieter dirk dominik erich ernst felix florian franz fritz georg gerhard gunter gunther gustav heinrich',
  'heinz helmut herbert hermann holger horst hugo ingo joachim jochen jurgen jorg julian julia kai konrad lothar manfred mario',
  'matthias mathias norbert olaf paul philipp rainer ralf reinhard richard rudolf rudiger siegfried stephan sven swen theodor',
  'thorsten torsten ulrich uwe volker walter werner wilhelm wolfgang angelika anja anke astrid brigitte carina carola christa',
  'christina christine cornelia doris elisabeth elke erika erna esther franziska gabriele gerda gisela gudrun heide heike heidi',
  'helga ilse ines jana jutta kathrin katja katrin kerstin kristin kristina lea lena leonie luisa manuela marina martina melanie',
  'michaela nadine nicole petra regina renate rosa sabine sandra silke silvia simone sonja stefanie stephanie susanna sylvia',
  'tanja ursula ute vera verena veronika waltraud yvonne',
);

/** Surnames that many people have there: `Pedersen` is not `Petersen` mistyped, and one such name alone names nobody. */
export const surnames = setOf(
  'nielsen jensen hansen pedersen andersen christensen larsen sorensen rasmussen jorgensen petersen madsen kristensen olsen',
  'thomsen christiansen poulsen johansen moller mortensen knudsen jakobsen jacobsen mikkelsen frederiksen olesen henriksen',
  'laursen lund schmidt eriksen holm kristiansen clausen klausen simonsen svendsen andreasen iversen jeppesen nissen lauridsen',
  'ostergaard jespersen mogensen jepsen frandsen sondergaard norgaard jessen dam dahl christoffersen kristoffersen carlsen',
  'karlsen bech beck bach bak skov vestergaard kjer bertelsen berthelsen bruun brun friis lassen steffensen toft ravn winther',
  'hanson hansson jansen janson jonsen jonson johnson jonsson nilsen nilson nilsson larson larsson olson olsson person persson',
  'peterson pettersen pettersson andreassen anderson andersson eriksson erikson karlsson carlsson svensson gustafsson',
  'hansten hessen massen matsen mathiesen mathiasen matthiesen paulsen paulson thomasen thomassen thompsen thomson thompson',
  'nowak nowacki nowicki nowakowski kowalski kowalewski kowalczyk wisniewski wojcik kaminski lewandowski zielinski zielonka',
  'szymanski wozniak dabrowski kozlowski kozlowska jankowski mazur mazurek kwiatkowski krawczyk kaczmarek piotrowski grabowski',
  'zajac pawlowski pawlak pawlik michalski michalak krol wieczorek jablonski wrobel majewski majchrzak olszewski stepien',
  'jaworski malinowski malinowska dudek duda adamczyk adamski pawlik gorski nowik witkowski walczak sikora baran rutkowski',
  'michalik szewczyk ostrowski tomaszewski pietrzak marciniak wroblewski zalewski jakubowski jasinski zawadzki sadowski bak',
  'chmielewski borkowski czarnecki sawicki sokolowski urbanski kubiak maciejewski szczepanski kucharski wilk kalinowski lis',
  'muller schneider fischer weber meyer maier mayer meier wagner becker schulz schulze schultz hoffmann hofmann hoffman schafer',
  'koch bauer richter klein wolf wolff schroder schroter neumann schwarz zimmermann zimmerman braun kruger hartmann hofer lange',
  'schmitt schmid schmitz krause lehmann lehman kohler huber kaiser fuchs peters lang scholz scholtz moller weis weiss jung hahn',
  'schubert vogel friedrich keller gunther frank berger winkler roth lorenz baumann franke albrecht schuster simon ludwig bohm',
  'winter kraus martin schumacher vogt stein jager otto sommer seidel heinrich brandt haas schreiber graf dietrich ziegler',
  'kuhn kuhne pohl engel horn busch bergmann thomas voigt sauer arnold pfeiffer pfeifer',
);
