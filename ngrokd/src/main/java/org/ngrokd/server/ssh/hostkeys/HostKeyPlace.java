package org.ngrokd.server.ssh.hostkeys;

import java.util.function.Supplier;

/** Where host keys are kept: secrets that have to be the same after a restart. Blocks. */
public interface HostKeyPlace {
  /**
   * The key that is kept, or, where there is none yet, a new one, which is kept from now on. Of
   * several who keep one at the same time one is first, and all get that one's.
   *
   * @param name of letters, digits and _: "ssh_host_ed25519"
   * @param made makes one
   * @throws org.ngrokd.kit.cli.UserException when that cannot be done
   */
  String keep(String name, Supplier<String> made);
}
