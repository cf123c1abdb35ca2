package org.ngrokd.server.ssh.words;

import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/** Reads forwards of one connection, under the wishes of its session. */
final class ForwardReading {
  private static final int HTTP_PORT = 80;
  private static final int HTTPS_PORT = 443;

  private final Optional<Kind> hint;
  private final Wishes wishes;
  private final Options options;
  private final Predicate<String> isOurDomain;

  ForwardReading(Optional<Kind> hint, Wishes wishes, Predicate<String> isOurDomain) {
    this.hint = hint;
    this.wishes = wishes;
    this.options = wishes.options();
    this.isOurDomain = isOurDomain;
  }

  Forward of(String bindName, int bindPort) throws BadForwardException {
    refuseFaults();
    if (bindPort < 0 || bindPort > OptionValues.HIGHEST_PORT) {
      throw new BadForwardException(
          "the port is not in 0 to " + OptionValues.HIGHEST_PORT); // 32 bits on the wire
    }
    AskedName name = AskedName.of(bindName, isOurDomain);
    if (options.isPrivate()) {
      return privately(name, bindPort);
    }
    Kind kind = wishes.kind().or(() -> hint).orElse(byPort(bindPort));
    if (!kind.isHttp() && options.basicAuth().isPresent()) {
      throw new BadForwardException(
          "basic-auth is for http tunnels, and this one is "
              + kind.word()
              + ": open it by a command of its own");
    }
    return kind == Kind.TCP ? onPort(name, bindPort) : named(kind, name);
  }

  private void refuseFaults() throws BadForwardException {
    List<String> faults = wishes.faults();
    if (!faults.isEmpty()) {
      throw new BadForwardException(faults.get(0));
    }
  }

  private static Kind byPort(int port) {
    return isPlaceholder(port) ? Kind.HTTP : Kind.TCP;
  }

  /** Ports that say "http", and with the word tcp "any". */
  private static boolean isPlaceholder(int port) {
    return port == 0 || port == HTTP_PORT || port == HTTPS_PORT;
  }

  private Forward named(Kind kind, AskedName bound) throws BadForwardException {
    AskedName name = bound.isAny() ? named() : bound;
    return new Forward(kind, name.hostname(), name.subdomain(), 0, false, "");
  }

  /** As options say it. */
  private AskedName named() throws BadForwardException {
    return AskedName.of(options.hostname().or(options::subdomain).orElse(""), isOurDomain);
  }

  private Forward onPort(AskedName name, int bindPort) throws BadForwardException {
    if (!name.isAny()) {
      // perhaps meant to be private, and then a public port would be a hole
      throw new BadForwardException(
          "a tcp tunnel has a port and no name: leave '"
              + name.text()
              + "' away; or add the word private, and no public port is opened");
    }
    int port = isPlaceholder(bindPort) ? options.remotePort().orElse(0) : bindPort;
    return new Forward(Kind.TCP, "", "", port, false, "");
  }

  private Forward privately(AskedName bound, int bindPort) throws BadForwardException {
    boolean isGuarded =
        options.basicAuth().isPresent() || !options.allow().isEmpty() || !options.deny().isEmpty();
    if (isGuarded) {
      throw new BadForwardException(
          "basic-auth, allow-cidrs and deny-cidrs are for public tunnels; say with allowed-keys"
              + " who else may reach a private one");
    }
    AskedName name = bound.isAny() ? named() : bound;
    if (name.isAny() || bindPort == 0) {
      throw new BadForwardException(
          "a private tunnel needs a name and a port, as -R box:22:localhost:22");
    }
    return new Forward(Kind.TCP, "", "", bindPort, true, name.text());
  }
}
