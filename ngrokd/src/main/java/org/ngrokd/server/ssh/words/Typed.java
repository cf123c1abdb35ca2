package org.ngrokd.server.ssh.words;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.ngrokd.kit.config.Suggestion;
import org.ngrokd.kit.text.Printable;
import org.ngrokd.server.ssh.words.Word.Takes;

/**
 * Which words were typed, with their values, not yet checked. Takes {@code --flag value}, {@code
 * --flag=value}, {@code key=value}, bare words, and pinggy's {@code x:https}.
 *
 * <p>What it finds wrong shows the names of options, never their values: these may be secrets.
 */
final class Typed {
  /** In characters. */
  static final int LONGEST_COMMAND = 4096;

  static final int MOST_OPTIONS = 32;

  private static final List<String> PINGGY = List.of("x:https", "x:xff", "w:…", "b:…", "u:Host:…");

  private final Map<Word, List<String>> values = new EnumMap<>(Word.class);
  private final List<String> faults = new ArrayList<>();
  private int options;

  /** What of it cannot be understood or had. */
  List<String> faults() {
    return faults;
  }

  /** The values of a word, "true" for one that stands alone; none when it was not typed. */
  List<String> values(Word word) {
    return values.getOrDefault(word, List.of());
  }

  boolean has(Word word) {
    return values(word).contains("true");
  }

  /** Words from behind the + of a user name. */
  void userWords(UserName user) {
    int left = UserName.MOST_WORDS;
    for (String word : user.words()) {
      Optional<Word> known = Word.named(word).filter(each -> !each.hasValue());
      if (left-- == 0) {
        faults.add("the user name has more than " + UserName.MOST_WORDS + " words");
      } else if (known.isPresent()) {
        put(known.get(), "true");
      } else {
        faults.add(
            Missing.advice(word)
                .map(advice -> missing(Printable.field(word), advice))
                .orElse( // not shown: it may be the rest of a token
                    "a word behind the + of the user name is not known; there are: http, https,"
                        + " tcp, tls, qr, force, private"));
      }
    }
  }

  /** The text of an exec request. */
  void command(String command) {
    if (command.length() > LONGEST_COMMAND) {
      faults.add("the command has more than " + LONGEST_COMMAND + " characters");
      return;
    }
    try {
      words(ShellWords.of(command));
    } catch (IllegalArgumentException e) {
      faults.add("the command: " + e.getMessage());
    }
  }

  private void words(List<String> words) {
    int i = 0;
    while (i < words.size()) {
      if (++options > MOST_OPTIONS) {
        faults.add("there are more than " + MOST_OPTIONS + " words and options");
        return;
      }
      Optional<String> next =
          i + 1 < words.size() ? Optional.of(words.get(i + 1)) : Optional.empty();
      i += word(words.get(i), next) ? 2 : 1;
    }
  }

  /** Takes a word, and says whether the next one was its value. */
  private boolean word(String text, Optional<String> next) {
    if (text.equals("--") || text.isEmpty()) {
      return false;
    }
    if (text.length() > 1 && text.charAt(1) == ':') {
      pinggy(text.toLowerCase(Locale.ROOT).charAt(0), text.substring(2));
      return false;
    }
    boolean isFlag = text.startsWith("-");
    String plain = text.substring(text.startsWith("--") ? 2 : isFlag ? 1 : 0);
    int equals = plain.indexOf('=');
    String name = equals < 0 ? plain : plain.substring(0, equals);
    Optional<Word> word = Word.named(name);
    boolean takesNext = equals < 0 && isFlag && takesNext(word, next);
    if (word.isEmpty()) {
      unknown(name);
    } else if (equals >= 0) {
      put(word.get(), plain.substring(equals + 1));
    } else if (takesNext) {
      put(word.get(), next.orElseThrow());
    } else if (word.get().hasValue()) {
      faults.add(word.get().text() + " needs a value, as " + word.get().example());
    } else {
      put(word.get(), "true");
    }
    return takesNext;
  }

  /** What follows an unknown option is most likely its value, which is not shown. */
  private static boolean takesNext(Optional<Word> word, Optional<String> next) {
    if (next.isEmpty()) {
      return false;
    }
    if (word.isEmpty()) {
      return !next.get().startsWith("-") && Word.named(next.get()).isEmpty();
    }
    return word.get().hasValue()
        || (word.get().takes() == Takes.YES_OR_NO && isYesOrNo(next.get()));
  }

  private void put(Word word, String value) {
    String text = word.hasValue() ? value : value.toLowerCase(Locale.ROOT);
    if (word.takes() == Takes.NOTHING && !text.equals("true")) {
      faults.add(word.text() + " takes no value");
    } else if (word.takes() == Takes.YES_OR_NO && !isYesOrNo(text)) {
      faults.add(word.text() + " is true or false, or stands alone");
    } else if (word.takes() != Takes.LIST
        && values.containsKey(word)
        && !values(word).contains(text)) {
      faults.add(word.text() + " is given twice, and differently");
    } else {
      values.computeIfAbsent(word, each -> new ArrayList<>()).add(text);
    }
  }

  private static boolean isYesOrNo(String text) {
    return text.equalsIgnoreCase("true") || text.equalsIgnoreCase("false");
  }

  private void pinggy(char letter, String value) {
    switch (letter) {
      case 'x' -> pinggySwitch(value.toLowerCase(Locale.ROOT));
      case 'w' -> put(Word.ALLOW, value);
      case 'b' -> put(Word.BASIC_AUTH, value);
      case 'u' -> pinggyHeader(value);
      case 'k', 'a', 'r' -> unknownPinggy(letter + ":");
      default -> unknownPinggy(Printable.line(letter + ":"));
    }
  }

  private void pinggySwitch(String name) {
    if (name.equals("https")) {
      put(Word.REDIRECT_HTTPS, "true");
    } else if (!name.equals("xff")) { // X-Forwarded-For is always there
      unknownPinggy("x:" + Printable.field(name));
    }
  }

  private void pinggyHeader(String value) {
    if (value.toLowerCase(Locale.ROOT).startsWith("host:")) {
      put(Word.HOST_HEADER, value.substring("host:".length()).trim());
    } else {
      unknownPinggy("u:");
    }
  }

  private void unknownPinggy(String shown) {
    faults.add(
        "'"
            + shown
            + "' is nothing that this server does; there are: "
            + String.join(", ", PINGGY));
  }

  private void unknown(String name) {
    int colon = name.indexOf(':');
    String shown = Printable.field(colon < 0 ? name : name.substring(0, colon + 1));
    faults.add(
        Missing.advice(name)
            .map(advice -> missing(shown, advice))
            .orElseGet(
                () ->
                    "'"
                        + shown
                        + "' is not known here, and programs cannot be run. "
                        + Suggestion.text(shown, Word.names())));
  }

  private static String missing(String name, String advice) {
    return "'" + name + "' is nothing that this server does: " + advice;
  }
}
