package org.ngrokd.server;

import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import org.ngrokd.server.options.ServerOptions;
import org.ngrokd.server.teams.site.Settings;

/** What a server's options come to, for people to read. What is added there is shown by itself. */
final class SettingsInForce {
  private static final String MASK = "•••";

  /** What is never shown, by its name. */
  private static final Pattern SECRET = Pattern.compile("(?i)password|secret");

  /** A password in the address of a database. */
  private static final Pattern IN_ADDRESS = Pattern.compile("(?i)((password|secret)=)[^&;]*");

  private static final Pattern OF_USER = Pattern.compile("(//[^/@:]*:)[^/@]*@");

  private SettingsInForce() {}

  static List<Settings> of(ServerOptions options) {
    List<Settings> parts = new ArrayList<>();
    parts.add(new Settings("server", List.of(new Settings.Item("domain", options.domain()))));
    parts.add(part("addresses", options.addresses()));
    parts.add(part("tls", options.tls()));
    parts.add(part("state", options.state()));
    parts.add(part("visitors", options.policy().edge()));
    parts.add(part("limits", options.policy().floods()));
    parts.add(part("access", options.policy().access()));
    options.cluster().ifPresent(cluster -> parts.add(part("cluster", cluster)));
    options
        .teams()
        .ifPresent(
            teams -> {
              parts.add(part("database", teams.database()));
              parts.add(part("accounts", teams.accounts()));
              teams.providers().forEach(each -> parts.add(part("sign-in " + each.id(), each)));
            });
    return parts;
  }

  private static Settings part(String name, Record of) {
    List<Settings.Item> items = new ArrayList<>();
    add(items, "", of);
    return new Settings(name, List.copyOf(items));
  }

  private static void add(List<Settings.Item> items, String prefix, Record of) {
    for (RecordComponent component : of.getClass().getRecordComponents()) {
      String key = prefix + component.getName();
      Object value = unwrapped(value(component, of));
      if (value instanceof Record inner && isOurs(inner)) {
        add(items, key + ".", inner);
      } else {
        items.add(new Settings.Item(key, shown(component.getName(), value)));
      }
    }
  }

  /** Others have a word for themselves. */
  private static boolean isOurs(Record value) {
    return value.getClass().getPackageName().startsWith(SettingsInForce.class.getPackageName());
  }

  private static Object value(RecordComponent component, Record of) {
    try {
      return component.getAccessor().invoke(of);
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException("options are public", e);
    }
  }

  private static Object unwrapped(Object value) {
    return value instanceof Optional<?> given ? given.<Object>map(each -> each).orElse("") : value;
  }

  private static String shown(String name, Object value) {
    String text =
        value instanceof Collection<?> all
            ? String.join(", ", all.stream().map(String::valueOf).toList())
            : String.valueOf(value);
    if (SECRET.matcher(name).find()) {
      return text.isEmpty() ? "" : MASK;
    }
    String masked = IN_ADDRESS.matcher(text).replaceAll("$1" + MASK);
    return OF_USER.matcher(masked).replaceAll("$1" + MASK + "@");
  }
}
