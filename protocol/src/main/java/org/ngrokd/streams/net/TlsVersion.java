package org.ngrokd.streams.net;

import java.util.Arrays;
import java.util.List;

/** TLS versions, oldest first. */
public enum TlsVersion {
  TLS_1_0("TLSv1", "1.0"),
  TLS_1_1("TLSv1.1", "1.1"),
  TLS_1_2("TLSv1.2", "1.2"),
  TLS_1_3("TLSv1.3", "1.3");

  private final String protocol;
  private final String number;

  TlsVersion(String protocol, String number) {
    this.protocol = protocol;
    this.number = number;
  }

  /** The version with this number: "1.2". */
  public static TlsVersion parse(String number) {
    return Arrays.stream(values())
        .filter(version -> version.number.equals(number))
        .findFirst()
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "'" + number + "' is not a TLS version; expected 1.0, 1.1, 1.2 or 1.3"));
  }

  /** "1.2". */
  public String number() {
    return number;
  }

  /** This version and all newer ones, by the names that TLS libraries use. */
  public List<String> orNewer() {
    return Arrays.stream(values())
        .filter(version -> version.compareTo(this) >= 0)
        .map(version -> version.protocol)
        .toList();
  }
}
