package org.ngrokd.server.acme.dns;

/** Numbers of DNS that are written here (RFC 1035, 2136, 8945). */
final class Types {
  static final int NS = 2;
  static final int CNAME = 5;
  static final int SOA = 6;
  static final int TXT = 16;
  static final int TSIG = 250;

  /** Classes. */
  static final int IN = 1;

  static final int NONE = 254;
  static final int ANY = 255;

  private Types() {}
}
