package org.ngrokd.server.acme;

import io.netty.util.NetUtil;
import java.util.List;

/**
 * Which certificate is for a name: where a wildcard can be had, the domain and all names right
 * below it have one together; every other name has its own. Immutable.
 *
 * @param domain in lower case
 * @param wildcard whether one can be had; never below an IP address
 */
record Coverage(String domain, boolean wildcard) {
  Coverage {
    boolean isAddress = NetUtil.createByteArrayFromIpAddressString(domain) != null;
    wildcard = wildcard && !isAddress;
  }

  /** The name that the certificate is kept by. */
  String of(String name) {
    return isCovered(name) ? everything() : name;
  }

  /** All names of that certificate, the one that it is kept by first. */
  List<String> names(String name) {
    return isCovered(name) ? List.of(everything(), domain) : List.of(name);
  }

  /** "*.example.com". */
  String everything() {
    return "*." + domain;
  }

  private boolean isCovered(String name) {
    int dot = name.indexOf('.');
    boolean isBelow = dot > 0 && name.substring(dot + 1).equals(domain);
    return wildcard && (name.equals(domain) || isBelow);
  }
}
