import {
  chmodSync,
  chownSync,
  linkSync,
  lchownSync,
  lutimesSync,
  mkdirSync,
  openSync,
  closeSync,
  ftruncateSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
  writeSync,
} from 'node:fs';
import { join } from 'node:path';

export const isRoot = process.getuid?.() === 0;

/** Why a test is skipped. */
export const onlyRoot = 'only root may mount and make devices';

/** A volume with about everything that a file system can hold, except sockets, named pipes and devices. Owners differ where root runs. */
export function makeTree(root: string): void {
  mkdirSync(join(root, '.dsw'), { recursive: true });
  writeFileSync(join(root, '.dsw/volume.json'), '{"runtime":"process"}\n');
  writeFileSync(join(root, 'empty'), '');
  writeFileSync(join(root, 'block'), Buffer.alloc(512, 1));
  writeFileSync(join(root, 'large'), Buffer.from(Array.from({ length: 1_000_003 }, (_, index) => (index * 7919) % 251)));
  mkdirSync(join(root, 'empty folder/in/it'), { recursive: true });

  writeFileSync(join(root, 'with\nnewline'), 'a');
  writeFileSync(join(root, `${'long-'.repeat(45)}\n27 path=elsewhere\nend`), 'b');
  writeFileSync(join(root, 'ünïcödé 名前 🗄'), 'c');
  writeFileSync(join(root, '名'.repeat(80)), 'd');
  writeFileSync(join(root, ' leading, trailing, "quotes" and \\ backslash '), 'e');
  writeFileSync(join(root, '-rf'), 'f');
  writeFileSync(Buffer.concat([Buffer.from(join(root, 'latin1-')), Buffer.from([0xe9, 0xff])]), 'g');
  writeFileSync(Buffer.concat([Buffer.from(join(root, 'x'.repeat(120))), Buffer.from([0xe9, 0xff])]), 'h');
  writeFileSync(join(root, 'n'.repeat(100)), 'i');
  writeFileSync(join(root, 'n'.repeat(101)), 'j');
  const deep = join(root, ...Array.from({ length: 15 }, (_, index) => `folder-${index}-${'d'.repeat(20)}`));
  mkdirSync(deep, { recursive: true });
  writeFileSync(join(deep, 'k'), 'k');

  symlinkSync('large', join(root, 'link'));
  symlinkSync('nowhere/at all', join(root, 'dangling'));
  symlinkSync('/etc/hostname', join(root, 'absolute'));
  symlinkSync('t'.repeat(300), join(root, 'long target'));
  symlinkSync('empty folder', join(root, 'link to folder'));
  linkSync(join(root, 'large'), join(root, 'second name'));
  linkSync(join(root, 'large'), join(deep, 'third name'));
  linkSync(join(root, 'n'.repeat(101)), join(root, 'z'));

  const sparse = openSync(join(root, 'sparse'), 'w');
  ftruncateSync(sparse, 100_000_000);
  writeSync(sparse, 'the end', 99_999_993);
  closeSync(sparse);

  if (isRoot) {
    chownSync(join(root, 'block'), 1234, 5678);
    chownSync(join(root, 'empty'), 3_000_000_000, 3_000_000_001);
    lchownSync(join(root, 'link'), 1234, 5678);
    chownSync(join(root, 'empty folder/in'), 1234, 5678);
  }
  chmodSync(join(root, 'block'), 0o4751);
  chmodSync(join(root, 'empty'), isRoot ? 0o000 : 0o400);
  chmodSync(join(root, 'empty folder/in/it'), 0o1777);
  chmodSync(join(root, 'empty folder/in'), 0o500);
  chmodSync(root, 0o700);
  utimesSync(join(root, 'large'), 1_000_000_000.123456, 1_000_000_000.123456);
  utimesSync(join(root, 'block'), new Date(-86_400_500), new Date(-86_400_500));
  lutimesSync(join(root, 'dangling'), 1_234.5, 1_234.5);
  utimesSync(join(root, 'empty folder'), 2_000_000_000, 2_000_000_000);
  utimesSync(root, 1_111_111_111.25, 1_111_111_111.25);
}
