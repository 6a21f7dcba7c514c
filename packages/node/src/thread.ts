import { install } from './install.ts';

// The entry of the workers that the adapter starts: they are marked, so this serves their creator.
install();
