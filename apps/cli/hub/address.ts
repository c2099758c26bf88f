import { stop } from '../outcome.js';

const isLoopback = (host: string): boolean => /^(localhost|\[::1\]|127(\.\d{1,3}){3})$/.test(host);

const isSafe = ({ protocol, hostname }: URL): boolean =>
  protocol === 'https:' || (protocol === 'http:' && isLoopback(hostname));

/** The hub's address. Records and tokens do not cross a network in clear, unless the user insists. */
export const hubAddress = (url: string, insecure = false): URL => {
  const address = URL.canParse(url) ? new URL(url) : stop('usage', '--url is not an address');
  if (`${address.username}${address.password}` !== '') return stop('usage', '--url has no place for a password');
  if (isSafe(address) || (insecure && address.protocol === 'http:')) return address;
  return stop('usage', '--url is neither https nor this machine; --insecure sends records in clear all the same');
};
