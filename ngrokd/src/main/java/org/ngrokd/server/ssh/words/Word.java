package org.ngrokd.server.ssh.words;

import java.util.Arrays;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The words and options that are known, each by all the names that people know it by from other
 * services; the first is ours. Case, hyphens and underscores in a name do not matter: {@code
 * host-header}, {@code host_header} and {@code -hostHeader} are one.
 */
enum Word {
  HTTP(Takes.NOTHING, "", "http"),
  HTTPS(Takes.NOTHING, "", "https"),
  TCP(Takes.NOTHING, "", "tcp"),
  TLS(Takes.NOTHING, "", "tls"),
  SNI_PROXY(Takes.YES_OR_NO, "", "sni-proxy"),
  HOST_HEADER(Takes.VALUE, "nas.lan:5000", "host-header", "host-header-rewrite"),
  BASIC_AUTH(Takes.VALUE, "USER:PASSWORD", "basic-auth", "auth", "http-auth"),
  ALLOW(Takes.LIST, "10.0.0.0/8", "allow-cidrs", "allow-cidr", "cidr-allow", "allow"),
  DENY(Takes.LIST, "10.0.0.0/8", "deny-cidrs", "deny-cidr", "cidr-deny", "deny"),
  MAX_CONNECTIONS(Takes.VALUE, "100", "max-connections"),
  REDIRECT_HTTPS(
      Takes.YES_OR_NO, "", "redirect-https", "force-https", "redirect-to-https", "https-only"),
  PROXY_PROTOCOL(Takes.VALUE, "2", "proxy-protocol", "proxy-proto"),
  DEADLINE(Takes.VALUE, "1h30m", "deadline"),
  PRIVATE(Takes.YES_OR_NO, "", "private", "tcp-alias"),
  ALLOWED_KEYS(Takes.LIST, "SHA256:…", "allowed-keys", "tcp-aliases-allowed-users"),
  SUBDOMAIN(Takes.VALUE, "shop", "subdomain", "name", "sd"),
  PROXY_NAME(Takes.VALUE, "shop", "proxy-name", "n"),
  HOSTNAME(Takes.VALUE, "shop.example.com", "hostname", "domain", "custom-domain", "d"),
  URL(Takes.VALUE, "https://shop.example.com", "url"),
  REMOTE_PORT(Takes.VALUE, "20022", "remote-port", "r"),
  REMOTE_ADDR(Takes.VALUE, "example.com:20022", "remote-addr"),
  QR(Takes.YES_OR_NO, "", "qr"),
  FORCE(Takes.YES_OR_NO, "", "force", "force-connect"),
  HELP(Takes.YES_OR_NO, "", "help", "h");

  /** What comes behind its name. */
  enum Takes {
    NOTHING,
    /** Nothing, or true or false. */
    YES_OR_NO,
    VALUE,
    /** Several with commas; it may be given several times, too. */
    LIST
  }

  /** What people put before the @ at pinggy, also without a token. */
  private static final Set<String> OF_USER_NAMES =
      Set.of("http", "https", "tcp", "tls", "qr", "force");

  /** Those of which people are told; the others are for who brings a command along. */
  private static final Set<Word> BROUGHT_ALONG =
      EnumSet.of(SNI_PROXY, PROXY_NAME, URL, REMOTE_ADDR);

  private static final Map<String, Word> BY_NAME = byName();

  private static final List<String> NAMES =
      Arrays.stream(values())
          .filter(word -> !BROUGHT_ALONG.contains(word))
          .map(Word::text)
          .toList();

  private final Takes takes;
  private final String example;

  @SuppressWarnings("ImmutableEnumChecker") // what List.of makes is
  private final List<String> names;

  Word(Takes takes, String example, String... names) {
    this.takes = takes;
    this.example = example;
    this.names = List.of(names);
  }

  private static Map<String, Word> byName() {
    Map<String, Word> words = new HashMap<>();
    for (Word word : values()) {
      word.names.forEach(name -> words.put(plain(name), word));
    }
    return Map.copyOf(words);
  }

  /** The one of this name. */
  static Optional<Word> named(String name) {
    return Optional.ofNullable(BY_NAME.get(plain(name)));
  }

  /** A name without what does not matter in it. */
  static String plain(String name) {
    return name.toLowerCase(Locale.ROOT).replace("-", "").replace("_", "");
  }

  /** Whether it counts although it stands alone before the @; in lower case. */
  static boolean isOfUserName(String word) {
    return OF_USER_NAMES.contains(word);
  }

  /** Our names of what can be typed. */
  static List<String> names() {
    return NAMES;
  }

  Takes takes() {
    return takes;
  }

  boolean hasValue() {
    return takes == Takes.VALUE || takes == Takes.LIST;
  }

  /** Our name for it. */
  String text() {
    return names.get(0);
  }

  /** "host-header=nas.lan:5000". */
  String example() {
    return hasValue() ? text() + "=" + example : text();
  }
}
