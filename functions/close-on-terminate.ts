import { app as host } from '@azure/functions';
import { closeCurrentApp } from '#app';

/** The host is about to end the process: connections are given back in order. */
host.hook.appTerminate(() => closeCurrentApp());
