import { z } from 'zod';

export const digits = (count: number) => z.string().regex(new RegExp(`^\\d{${count}}$`), { error: `${count} digits` });

export const key = z.string().regex(/^[a-z0-9-]{1,40}$/, { error: 'small letters, digits and dashes' });
