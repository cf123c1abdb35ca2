package org.ngrokd.server.access;

import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.ngrokd.kit.cli.UserException;
import org.ngrokd.kit.config.FileText;
import org.ngrokd.kit.files.AtomicFile;
import org.ngrokd.protocol.TunnelProtocol;
import org.ngrokd.streams.net.Failures;

/**
 * Writes tokens into a users file, whole or not at all. Everything else in it, comments too, stays
 * as it is; of several edits at a time none is lost.
 */
public final class UsersFileEdit {
  private static final Pattern USERS = Pattern.compile("users:\\s*(#.*)?");
  private static final Pattern CHILD = Pattern.compile("( +)\\S.*");

  private final Path file;

  public UsersFileEdit(Path file) {
    this.file = file;
  }

  /**
   * Gives a user a new token.
   *
   * @param replace whether the user may be there already
   * @throws UserException when that cannot be done; the file is as it was
   */
  public void put(String name, TokenHash token, boolean replace) {
    try {
      AtomicFile.OWNED.edit(
          file,
          before -> {
            String text = before.isPresent() ? FileText.decoded(before.get()) : "users:\n";
            return changed(text, name, token, replace).getBytes(StandardCharsets.UTF_8);
          });
    } catch (IOException e) {
      throw new UserException("Cannot write " + file + ": " + reason(e));
    }
  }

  /** The JDK's message is often just the path. */
  private static String reason(IOException e) {
    if (e instanceof CharacterCodingException) {
      return "it is neither in UTF-8 nor in UTF-16";
    }
    return e instanceof AccessDeniedException
        ? "permission denied; run this as the user to whom it belongs, or as root"
        : Failures.oneLine(e);
  }

  private String changed(String text, String name, TokenHash token, boolean replace) {
    Users users = UsersFile.parse(file.toString(), text);
    List<String> lines = new ArrayList<>(text.lines().toList());
    if (users.named(name).isEmpty()) {
      insert(lines, name, token);
    } else if (replace) {
      replace(lines, name, token);
    } else {
      throw new UserException(
          "There is a user "
              + name
              + " in "
              + file
              + " already; -replace makes the old token void");
    }
    String changed = String.join("\n", lines) + "\n";
    boolean done =
        UsersFile.parse(file.toString(), changed)
            .named(name)
            .filter(user -> user.token().equals(token))
            .isPresent();
    if (!done) {
      throw byHand(name, token);
    }
    return changed;
  }

  /** The names of all users, with what each may have. */
  public List<String> list() {
    return UsersFile.parse(file.toString(), read()).all().stream()
        .map(UsersFileEdit::line)
        .toList();
  }

  private static String line(User user) {
    StringBuilder line = new StringBuilder(user.name());
    append(line, "subdomains", limited(user.allowance().names().subdomains()));
    append(line, "hostnames", limited(user.allowance().names().hostnames()));
    append(
        line,
        "tcp_ports",
        user.allowance().names().tcpPorts().map(PortRanges::toString).orElse(""));
    append(line, "protocols", user.allowance().protocols().map(UsersFileEdit::joined).orElse(""));
    append(line, "max_tunnels", number(user.allowance().quota().maxTunnels()));
    append(line, "connections_per_second", number(user.allowance().quota().connectionsPerSecond()));
    append(line, "bandwidth.up", number(user.allowance().quota().up()));
    append(line, "bandwidth.down", number(user.allowance().quota().down()));
    return line.toString();
  }

  private static String limited(NamePatterns names) {
    return names.areAll() ? "" : names.toString();
  }

  private static String joined(List<TunnelProtocol> protocols) {
    return protocols.isEmpty() ? "none" : TunnelProtocol.joined(protocols);
  }

  private static String number(long value) {
    return value == 0 ? "" : Long.toString(value);
  }

  private static void append(StringBuilder line, String key, String value) {
    if (!value.isEmpty()) {
      line.append("  ").append(key).append(": ").append(value);
    }
  }

  private void insert(List<String> lines, String name, TokenHash token) {
    int users = -1;
    for (int i = 0; i < lines.size() && users < 0; i++) {
      users = USERS.matcher(lines.get(i)).matches() ? i : -1;
    }
    if (users < 0) {
      throw byHand(name, token);
    }
    String indent = indent(lines, users + 1);
    lines.add(users + 1, indent + quoted(name) + ":");
    lines.add(users + 2, indent + indent + "token: \"" + token + "\"");
  }

  /** That of the users who are there. */
  private static String indent(List<String> lines, int from) {
    for (String line : lines.subList(from, lines.size())) {
      Matcher child = CHILD.matcher(line);
      if (child.matches() && !line.trim().startsWith("#")) {
        return child.group(1);
      }
    }
    return "  ";
  }

  /** Names of digits alone would be numbers, and so on. */
  private static String quoted(String name) {
    return name.matches("[A-Za-z][A-Za-z0-9_-]*")
            && !name.matches("(?i)yes|no|on|off|true|false|null|y|n")
        ? name
        : '"' + name + '"';
  }

  private void replace(List<String> lines, String name, TokenHash token) {
    Pattern user = Pattern.compile(" +[\"']?" + Pattern.quote(name) + "[\"']?:\\s*(#.*)?");
    boolean within = false;
    for (int i = 0; i < lines.size(); i++) {
      if (user.matcher(lines.get(i)).matches()) {
        within = true;
      } else if (within && lines.get(i).trim().startsWith("token:")) {
        String line = lines.get(i);
        lines.set(i, line.substring(0, line.indexOf("token:")) + "token: \"" + token + "\"");
        return;
      }
    }
    throw byHand(name, token);
  }

  private UserException byHand(String name, TokenHash token) {
    return new UserException(
        file
            + " is written in a way that this command does not change. Put this below 'users:' by"
            + " hand: "
            + name
            + ": {token: \""
            + token
            + "\"}");
  }

  private String read() {
    try {
      return FileText.decoded(Files.readAllBytes(file));
    } catch (IOException e) {
      throw new UserException("Cannot read " + file + ": " + Failures.oneLine(e));
    }
  }
}
