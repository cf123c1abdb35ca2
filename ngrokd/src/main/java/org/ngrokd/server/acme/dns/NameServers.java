package org.ngrokd.server.acme.dns;

import java.net.InetSocketAddress;
import java.util.List;

/** Which name servers know best whether a record is there. Blocks. */
public interface NameServers {
  /**
   * Where to ask.
   *
   * @param name under which the record really is
   * @param addresses of the servers; empty: nobody can be asked
   * @param recursive whether they have to ask others
   */
  record Found(String name, List<InetSocketAddress> addresses, boolean recursive) {
    public Found {
      addresses = List.copyOf(addresses);
    }
  }

  /** Those for a record. */
  Found of(String record);

  /** Nobody is asked. */
  static NameServers none() {
    return record -> new Found(record, List.of(), false);
  }

  /** Always these, whatever they have to do for it. */
  static NameServers these(List<InetSocketAddress> addresses) {
    return record -> new Found(record, addresses, true);
  }
}
