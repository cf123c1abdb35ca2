package org.ngrokd.server.config;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.ngrokd.kit.cli.UserException;
import org.ngrokd.kit.config.ConfigSection;
import org.ngrokd.kit.log.LogOptions;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;

/**
 * The flags of a command as keys of a config file, each under its own name. They come from the
 * command itself, so that none can be forgotten. Immutable.
 */
public final class FlagKeys {
  private static final String LOG = "log";
  private static final List<String> NO_FILE = List.of(LogOptions.STDOUT, LogOptions.NONE);

  /** Of flags that are not texts: what is expected. */
  private static final Map<Class<?>, String> EXPECTED =
      Map.of(boolean.class, "true or false", int.class, "a number");

  /** What nobody else is to read: these may stand elsewhere ({@link Secrets}). */
  private static final Set<String> SECRET = Set.of("acmeEab", "acmeDnsKey", "clusterUser");

  private final Map<String, OptionSpec> flags;
  private final Consumer<String> check;

  /**
   * @param flags a command that has these and no other flags
   * @param check gets {@code -name=value} and throws a {@link UserException} when that is wrong
   */
  public FlagKeys(CommandSpec flags, Consumer<String> check) {
    this.flags =
        flags.options().stream()
            .filter(option -> !option.usageHelp() && !option.versionHelp())
            .collect(
                Collectors.toMap(
                    FlagKeys::key,
                    option -> option,
                    (one, other) -> one,
                    LinkedHashMap<String, OptionSpec>::new));
    this.check = check;
  }

  /** A flag's name as it stands in the file. */
  public static String key(OptionSpec option) {
    return option.names()[0].replaceFirst("^-+", "");
  }

  /** In the order in which the command shows them. */
  List<String> names() {
    return List.copyOf(flags.keySet());
  }

  /**
   * What the file says of them, each checked by itself; what is wrong is noted on its line.
   *
   * @param directory where paths begin
   * @param secrets that stand elsewhere
   */
  Map<String, String> read(ConfigSection root, Path directory, Secrets secrets) {
    Map<String, String> values = new LinkedHashMap<>();
    flags.forEach(
        (key, option) -> {
          if (root.has(key)) {
            value(root, key, option, secrets)
                .map(text -> isPath(key, option, text) ? directory.resolve(text).toString() : text)
                .filter(text -> root.isRight(key, () -> check(key, text)))
                .ifPresent(text -> values.put(key, text));
          }
        });
    return values;
  }

  /** Empty when it is wrong, which is noted. */
  private static Optional<String> value(
      ConfigSection root, String key, OptionSpec option, Secrets secrets) {
    if (SECRET.contains(key)) {
      return Optional.of(secrets.text(root, key)).filter(text -> !text.isEmpty());
    }
    if (option.isMultiValue()) {
      return Optional.of(String.join(",", root.parsedList(key, text -> text)));
    }
    Optional<String> written = root.written(key);
    String expected = EXPECTED.getOrDefault(option.type(), "");
    if (expected.isEmpty()) {
      return written;
    }
    if (written.filter(String::isEmpty).isPresent()) {
      root.error(key, key + " has no value; expected " + expected);
    }
    return option.type() == boolean.class
        ? root.bool(key).map(String::valueOf)
        : root.parsed(key, text -> number(key, text));
  }

  private static String number(String key, String text) {
    try {
      return Integer.toString(Integer.parseInt(text));
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException(key + " is '" + text + "'; expected a number", e);
    }
  }

  private static boolean isPath(String key, OptionSpec option, String text) {
    return !text.isEmpty()
        && (option.type() == Path.class || (key.equals(LOG) && !NO_FILE.contains(text)));
  }

  /** A line of the command line names the flag with its dash. */
  private void check(String key, String text) {
    try {
      check.accept("-" + key + "=" + text);
    } catch (UserException e) {
      throw new IllegalArgumentException(String.valueOf(e.getMessage()).replaceFirst("^-", ""), e);
    }
  }
}
