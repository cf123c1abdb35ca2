package org.ngrokd.server.ssh.words;

import java.util.ArrayList;
import java.util.List;

/** Types wishes anew, in our own words. */
final class Retyped {
  private final List<String> words = new ArrayList<>();

  private Retyped() {}

  static String command(Wishes wishes) {
    Retyped retyped = new Retyped();
    wishes.kind().ifPresent(kind -> retyped.words.add(kind.word()));
    retyped.word(Word.HELP, wishes.isHelp());
    retyped.options(wishes.options());
    return String.join(" ", retyped.words);
  }

  private void options(Options options) {
    options.hostHeader().ifPresent(host -> value(Word.HOST_HEADER, host));
    options.basicAuth().ifPresent(auth -> value(Word.BASIC_AUTH, auth));
    list(Word.ALLOW, options.allow());
    list(Word.DENY, options.deny());
    value(Word.MAX_CONNECTIONS, String.valueOf(options.maxConnections()));
    word(Word.REDIRECT_HTTPS, options.redirectHttps());
    options.proxyProtocol().ifPresent(version -> value(Word.PROXY_PROTOCOL, "v" + version));
    options.deadline().ifPresent(time -> value(Word.DEADLINE, time.toSeconds() + "s"));
    word(Word.PRIVATE, options.isPrivate());
    list(Word.ALLOWED_KEYS, options.allowedKeys());
    options.hostname().ifPresent(name -> value(Word.HOSTNAME, name));
    options.subdomain().ifPresent(name -> value(Word.PROXY_NAME, name));
    options.remotePort().ifPresent(port -> value(Word.REMOTE_PORT, String.valueOf(port)));
    word(Word.QR, options.wantsQr());
    word(Word.FORCE, options.isForced());
  }

  private void word(Word word, boolean isWanted) {
    if (isWanted) {
      words.add("--" + word.text());
    }
  }

  private void list(Word word, List<String> values) {
    if (!values.isEmpty()) {
      value(word, String.join(",", values));
    }
  }

  private void value(Word word, String value) {
    words.add("--" + word.text());
    words.add("'" + value.replace("'", "'\\''") + "'");
  }
}
