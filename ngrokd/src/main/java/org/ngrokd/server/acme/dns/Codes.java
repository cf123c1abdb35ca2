package org.ngrokd.server.acme.dns;

import java.util.Map;

/** What name servers' codes are called. */
final class Codes {
  static final int REFUSED = 5;
  static final int NOT_AUTHORITATIVE = 9;

  private static final Map<Integer, String> NAMES =
      Map.ofEntries(
          Map.entry(0, "NOERROR"),
          Map.entry(1, "FORMERR"),
          Map.entry(2, "SERVFAIL"),
          Map.entry(3, "NXDOMAIN"),
          Map.entry(4, "NOTIMP"),
          Map.entry(REFUSED, "REFUSED"),
          Map.entry(6, "YXDOMAIN"),
          Map.entry(7, "YXRRSET"),
          Map.entry(8, "NXRRSET"),
          Map.entry(NOT_AUTHORITATIVE, "NOTAUTH"),
          Map.entry(10, "NOTZONE"),
          Map.entry(16, "BADSIG"),
          Map.entry(17, "BADKEY"),
          Map.entry(18, "BADTIME"),
          Map.entry(22, "BADTRUNC"));

  private Codes() {}

  static String name(int code) {
    return NAMES.getOrDefault(code, "code " + code);
  }
}
