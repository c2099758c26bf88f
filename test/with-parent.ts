/** `--import` this into a program whose standard input is a pipe: it is told to end when whoever started it has ended, also by a kill. */
export const WITH_PARENT = `data:text/javascript,${encodeURIComponent(
  `process.stdin.resume().on('end', () => process.kill(process.pid, 'SIGTERM')).unref();`,
)}`;
