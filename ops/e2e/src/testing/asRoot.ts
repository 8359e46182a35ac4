/** Some of what must be tested only root can bring about: the owner of a folder, a file system of its own. */
export const isRoot = process.getuid?.() === 0;
