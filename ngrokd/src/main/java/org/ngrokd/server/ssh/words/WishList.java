package org.ngrokd.server.ssh.words;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.ngrokd.kit.text.Printable;
import org.ngrokd.server.ssh.words.Options.Names;
import org.ngrokd.server.ssh.words.Options.Privacy;
import org.ngrokd.server.ssh.words.Options.Service;
import org.ngrokd.server.ssh.words.Options.Session;
import org.ngrokd.server.ssh.words.Options.Visitors;

/** Makes wishes of what was typed: checks every value, and whether they go together. */
final class WishList {
  /** "https://shop.example.com", "tcp://example.com:20022", "shop.example.com". */
  private static final Pattern ADDRESS =
      Pattern.compile(
          "(?:(https?|tcp|tls)://)?([^/:]*)(?::([0-9]{1,5}))?/?", Pattern.CASE_INSENSITIVE);

  private final Typed typed;
  private final List<String> faults;

  /** What the words of the command say; else those of the user name count. */
  private final Set<Kind> kinds;

  private WishList(Typed typed, Set<Kind> kinds) {
    this.typed = typed;
    this.kinds = kinds;
    this.faults = new ArrayList<>(typed.faults());
  }

  static Wishes read(UserName user, List<String> commands) {
    Typed typed = new Typed();
    commands.forEach(typed::command);
    Set<Kind> ofCommands = kinds(typed);
    typed.userWords(user);
    return new WishList(typed, ofCommands.isEmpty() ? kinds(typed) : ofCommands).wishes();
  }

  private static Set<Kind> kinds(Typed typed) {
    Set<Kind> kinds = EnumSet.noneOf(Kind.class);
    for (Kind kind : Kind.values()) {
      if (Word.named(kind.word()).filter(typed::has).isPresent()) {
        kinds.add(kind);
      }
    }
    if (typed.has(Word.SNI_PROXY)) {
      kinds.add(Kind.TLS);
    }
    if (kinds.contains(Kind.HTTP)) {
      kinds.remove(Kind.HTTPS); // both is what http means
    }
    return kinds;
  }

  private Wishes wishes() {
    Options options =
        new Options(
            names(),
            new Visitors(
                one(Word.BASIC_AUTH, OptionValues::basicAuth),
                list(Word.ALLOW, OptionValues::networks),
                list(Word.DENY, OptionValues::networks),
                typed.has(Word.REDIRECT_HTTPS),
                one(Word.MAX_CONNECTIONS, OptionValues::maxConnections).orElse(0)),
            new Service(
                one(Word.HOST_HEADER, OptionValues::hostHeader).flatMap(Function.identity()),
                one(Word.PROXY_PROTOCOL, OptionValues::proxyProtocol)),
            privacy(),
            new Session(
                one(Word.DEADLINE, OptionValues::deadline),
                typed.has(Word.QR),
                typed.has(Word.FORCE)));
    if (kinds.size() > 1) {
      faults.add(
          "a tunnel is one of "
              + String.join(", ", kinds.stream().map(Kind::word).toList())
              + ", not several: open them by two commands");
    }
    return new Wishes(kinds.stream().findFirst(), options, typed.has(Word.HELP), faults);
  }

  private Privacy privacy() {
    boolean isPrivate = typed.has(Word.PRIVATE);
    List<String> keys = list(Word.ALLOWED_KEYS, OptionValues::keys);
    if (!keys.isEmpty() && !isPrivate) {
      faults.add("allowed-keys is for private tunnels: add the word private");
    }
    return new Privacy(isPrivate, keys);
  }

  private Names names() {
    List<Names> told = new ArrayList<>();
    one(Word.URL, this::ofUrl).ifPresent(told::add);
    one(Word.HOSTNAME, text -> named(OptionValues.name(text), Optional.empty()))
        .ifPresent(told::add);
    one(Word.SUBDOMAIN, text -> named(OptionValues.name(text), Optional.empty()))
        .ifPresent(told::add);
    one(Word.REMOTE_PORT, text -> atPort(OptionValues.port(text))).ifPresent(told::add);
    one(Word.REMOTE_ADDR, text -> atPort(OptionValues.portOfAddress(text))).ifPresent(told::add);
    Optional<String> proxyName = one(Word.PROXY_NAME, OptionValues::name);
    return new Names(
        single("hostname", told, Names::hostname),
        single("subdomain", told, Names::subdomain).or(() -> proxyName), // frp always wants one
        single("remote-port", told, Names::remotePort));
  }

  /** With a dot it is a whole name. */
  private static Names named(String name, Optional<Integer> port) {
    Optional<String> told = Optional.of(name);
    return name.indexOf('.') >= 0
        ? new Names(told, Optional.empty(), port)
        : new Names(Optional.empty(), told, port);
  }

  private static Names atPort(Optional<Integer> port) {
    return new Names(Optional.empty(), Optional.empty(), port);
  }

  /** A URL also says the kind; of tcp only the port counts. */
  private Names ofUrl(String text) {
    Matcher parts = ADDRESS.matcher(text);
    if (!parts.matches()) {
      throw new IllegalArgumentException("expected an address as https://shop.example.com");
    }
    Optional<Kind> kind =
        Optional.ofNullable(parts.group(1))
            .flatMap(scheme -> Kind.named(scheme.toLowerCase(Locale.ROOT)));
    kind.ifPresent(this::addKindOfUrl);
    Optional<Integer> port = Optional.ofNullable(parts.group(3)).flatMap(OptionValues::port);
    return kind.filter(each -> each == Kind.TCP).isPresent()
        ? atPort(port)
        : named(OptionValues.name(parts.group(2)), Optional.empty());
  }

  /** "http --url https://…" is by https alone. */
  private void addKindOfUrl(Kind kind) {
    if (kind == Kind.HTTPS) {
      kinds.remove(Kind.HTTP);
    }
    kinds.add(kind);
  }

  private <T> Optional<T> single(String what, List<Names> told, Function<Names, Optional<T>> part) {
    List<T> values = told.stream().map(part).flatMap(Optional::stream).distinct().limit(2).toList();
    if (values.size() > 1) {
      faults.add("there are two values for " + what);
    }
    return values.stream().findFirst();
  }

  private <T> Optional<T> one(Word word, Function<String, T> check) {
    return typed.values(word).stream().findFirst().flatMap(text -> checked(word, text, check));
  }

  private List<String> list(Word word, Function<String, List<String>> check) {
    List<String> items = new ArrayList<>();
    for (String text : typed.values(word)) {
      checked(word, text, check).ifPresent(items::addAll);
    }
    if (items.size() > OptionValues.LONGEST_LIST) {
      faults.add(word.text() + " lists more than " + OptionValues.LONGEST_LIST);
      return List.of();
    }
    return items;
  }

  private <T> Optional<T> checked(Word word, String text, Function<String, T> check) {
    try {
      return Optional.of(check.apply(text));
    } catch (IllegalArgumentException e) {
      faults.add(word.text() + ": " + Printable.sentence(String.valueOf(e.getMessage())));
      return Optional.empty();
    }
  }
}
