package org.ngrokd.client.config;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import org.ngrokd.kit.config.ConfigException;
import org.ngrokd.kit.config.YamlNode;
import org.ngrokd.kit.config.YamlReader;

/**
 * The keys of a config file as environment variables, for who runs the client in a container:
 * {@code NGROK_SERVER_ADDR} is {@code server_addr}, and so on for each key at the top. {@code
 * NGROK_AUTHTOKEN} is today's agents' word for {@code auth_token}.
 */
public final class EnvironmentKeys {
  private static final String BEGIN = "NGROK_";

  /** What errors say instead of a file's name; relative paths count from the working directory. */
  private static final Path PLACE = Path.of("the environment");

  private EnvironmentKeys() {}

  /**
   * What the environment says over the files.
   *
   * @param files what holds where it says nothing
   * @throws ConfigException with all its errors, a line each
   */
  public static ConfigFile over(ConfigFile files, Map<String, String> environment) {
    Map<String, YamlNode> keys = new LinkedHashMap<>();
    put(keys, "auth_token", environment.getOrDefault(BEGIN + "AUTHTOKEN", ""));
    for (String key : KnownKeys.FILE) {
      put(keys, key, environment.getOrDefault(BEGIN + key.toUpperCase(Locale.ROOT), ""));
    }
    return keys.isEmpty() ? files : ConfigFile.of(PLACE, new YamlNode.Mapping(0, keys), files);
  }

  private static void put(Map<String, YamlNode> keys, String key, String value) {
    if (!value.isEmpty()) {
      keys.put(
          key,
          key.equals("tunnels")
              ? YamlReader.read(BEGIN + "TUNNELS", value)
              : new YamlNode.Scalar(0, value));
    }
  }
}
