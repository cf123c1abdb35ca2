package org.ngrokd.client.config;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.ngrokd.kit.config.FileText;
import org.ngrokd.kit.files.AtomicFile;

/**
 * Keeps an auth token in a config file, which nobody but its owner may read then. Everything else
 * in the file, comments too, stays as it is. Protocol: §6 "writes the token to the config file".
 */
public final class AuthTokenFile {
  private static final Pattern TOKEN_LINE =
      Pattern.compile("^auth_token\\s*:.*$", Pattern.MULTILINE);

  /** Comments and the mark of a document's start: a key before that would be another document. */
  private static final Pattern BEFORE_KEYS =
      Pattern.compile("\\A(?:[ \\t]*(?:#.*)?\\R)*+---[ \\t]*(?:#.*)?\\R");

  private static final Pattern BARE_TOKEN = Pattern.compile("\\s*[0-9a-zA-Z_\\-!]*\\s*");

  private AuthTokenFile() {}

  /**
   * Writes the token into the file, which is made if there is none, mode 0600. Whoever writes
   * another key at the same time loses nothing. A file in UTF-16 becomes one in UTF-8.
   *
   * @throws IOException when it cannot be written; the file is then unchanged
   */
  public static void save(Path file, String token) throws IOException {
    AtomicFile.SECRET.edit(
        file, before -> withToken(text(before), token).getBytes(StandardCharsets.UTF_8));
  }

  private static String text(Optional<byte[]> before) throws IOException {
    return before.isPresent() ? FileText.decoded(before.get()) : "";
  }

  private static String withToken(String before, String token) {
    String line = "auth_token: \"" + token.replace("\\", "\\\\").replace("\"", "\\\"") + "\"";
    if (BARE_TOKEN.matcher(before).matches()) {
      return line + "\n";
    }
    Matcher existing = TOKEN_LINE.matcher(before);
    if (existing.find()) {
      return existing.replaceFirst(Matcher.quoteReplacement(line));
    }
    Matcher start = BEFORE_KEYS.matcher(before);
    int at = start.find() ? start.end() : 0;
    return before.substring(0, at) + line + "\n" + before.substring(at);
  }
}
