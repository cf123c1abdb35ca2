package org.ngrokd.server.access;

import io.netty.util.concurrent.Ticker;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.ngrokd.protocol.cli.UserException;
import org.ngrokd.protocol.config.ConfigException;
import org.ngrokd.protocol.net.Failures;
import org.ngrokd.server.limits.LimitCounters;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Who may open tunnels: the users of the file, or everybody when there is none. {@link #check}
 * takes up a changed file.
 *
 * <p>Safe from any thread, but {@link #check} is for one.
 */
public final class Accounts {
  private static final Logger LOG = LoggerFactory.getLogger(Accounts.class);

  private final Optional<Path> file;
  private final Ticker ticker;
  private final LimitCounters limits;
  private final Map<String, UserAccount> live = new ConcurrentHashMap<>();
  private volatile Users users = new Users(java.util.List.of());
  private String version = "";
  private String warnedOf = "";

  /**
   * Reads the file.
   *
   * @throws UserException when it cannot be read or is wrong: all its errors, a line each
   */
  public Accounts(AccessOptions options, Ticker ticker, LimitCounters limits) {
    this.file = options.authFile();
    this.ticker = ticker;
    this.limits = limits;
    if (file.isPresent()) {
      version = version(file.get());
      users = read(file.get());
      LOG.info("{} users in {}", users.all().size(), file.get());
    } else {
      LOG.warn(
          "Anybody who reaches the tunnel port may open tunnels; -authFile makes ngrokd ask for"
              + " tokens ('ngrokd token new NAME' makes them)");
    }
  }

  /** Whose token this is; empty when it is nobody's. */
  public Optional<Account> withToken(String token) {
    if (file.isEmpty()) {
      return Optional.of(Account.ANYBODY);
    }
    return users
        .withToken(token)
        .map(
            user ->
                live.computeIfAbsent(
                    user.name(), name -> new UserAccount(user, () -> users, ticker, limits)));
  }

  /** What somebody is told whose token is nobody's. */
  public static String refusal(String token) {
    return token.isEmpty() || token.equals("user") // what some clients send who have none
        ? "This server needs a token: ask its admin for one, then start once with"
            + " -authtoken <token>, or put auth_token into the config file"
        : "This server does not know your token: compare auth_token in your config file with what"
            + " the admin gave you, or ask for a new one";
  }

  /** Whether a token is still this account's. */
  public boolean isCurrent(Account account, String token) {
    return file.isEmpty()
        || users.withToken(token).filter(user -> user.name().equals(account.name())).isPresent();
  }

  /**
   * Takes up the file if it has changed; one that is wrong changes nothing. Reads a file: not on an
   * event loop.
   *
   * @return whether anything has changed
   */
  public synchronized boolean check() {
    if (file.isEmpty()) {
      return false;
    }
    String now = version(file.get());
    if (now.equals(version)) {
      return false;
    }
    try {
      users = read(file.get());
    } catch (UserException e) {
      keepOld(e);
      return false;
    }
    version = now;
    warnedOf = "";
    live.forEach((name, account) -> users.named(name).ifPresent(account::update));
    LOG.info("{} has changed: {} users", file.get(), users.all().size());
    return true;
  }

  private void keepOld(UserException e) {
    String line = String.valueOf(e.getMessage()).lines().findFirst().orElse("");
    if (!line.equals(warnedOf)) {
      warnedOf = line;
      LOG.warn("Keeping the users as they were: {}", line);
    }
  }

  private static Users read(Path file) {
    try {
      return UsersFile.parse(file.toString(), Files.readString(file, StandardCharsets.UTF_8));
    } catch (ConfigException e) {
      throw e;
    } catch (IOException e) {
      throw new UserException("Cannot read the -authFile " + file + ": " + reason(e));
    }
  }

  private static String reason(IOException e) {
    if (e instanceof NoSuchFileException) {
      return "there is no such file; 'ngrokd token new NAME -authFile FILE' makes it";
    }
    if (e instanceof CharacterCodingException) {
      return "it is not in UTF-8";
    }
    return e instanceof AccessDeniedException
        ? "permission denied; it has to belong to the user that ngrokd runs as"
        : Failures.oneLine(e);
  }

  /** Changes whenever the file does. */
  private static String version(Path file) {
    try {
      BasicFileAttributes found = Files.readAttributes(file, BasicFileAttributes.class);
      return found.lastModifiedTime() + " " + found.size() + " " + found.fileKey();
    } catch (IOException e) {
      return "none";
    }
  }
}
