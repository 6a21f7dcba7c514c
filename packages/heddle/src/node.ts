// oxlint-disable-next-line import/no-unassigned-import -- it says where the adapters of other runtimes are
import './runtimes.ts';

export * from '@heddle/node';
