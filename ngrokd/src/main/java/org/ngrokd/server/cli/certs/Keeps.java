package org.ngrokd.server.cli.certs;

import java.util.List;
import java.util.Locale;
import org.ngrokd.kit.cli.UserException;
import org.ngrokd.server.acme.keep.CertificateKeep;
import org.ngrokd.server.acme.keep.CertificateKeep.Kept;
import org.ngrokd.server.acme.keep.FileKeep;
import org.ngrokd.server.options.ServerOptions;
import org.ngrokd.server.state.StateDirectory;
import org.ngrokd.server.teams.run.StoreKeep;

/** Where a server with these options keeps its certificates. */
final class Keeps {
  private Keeps() {}

  /**
   * Opens it.
   *
   * @throws UserException when it cannot be used
   */
  static CertificateKeep open(ServerOptions options) {
    StateDirectory state = options.state().directory();
    return options.teams().isPresent()
        ? StoreKeep.open(options.teams().get().database(), state)
        : FileKeep.in(state);
  }

  /**
   * What is kept of a name.
   *
   * @throws UserException when nothing is
   */
  static List<Kept> find(CertificateKeep keep, String name) {
    List<Kept> found = keep.find(key(name));
    if (found.isEmpty()) {
      throw new UserException(
          "No certificate from a CA is kept by the name "
              + name
              + ": 'ngrokd certs list' shows all");
    }
    return found;
  }

  static String key(String name) {
    return name.toLowerCase(Locale.ROOT);
  }
}
