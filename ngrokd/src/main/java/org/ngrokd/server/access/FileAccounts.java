package org.ngrokd.server.access;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import org.ngrokd.kit.cli.UserException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The users of a file, which is in memory. {@link #check} takes up a changed one.
 *
 * <p>Safe from any thread.
 */
final class FileAccounts implements AccountSource, Reservations, AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(FileAccounts.class);

  private final Path file;
  private final Reservations reserved;
  private final Meters meters;
  private final TokenSearch search = new TokenSearch();
  private final Map<String, UserAccount> live = new ConcurrentHashMap<>();
  private volatile Users users;
  private String version;
  private String seen = "";
  private String warnedOf = "";

  /**
   * Reads the file.
   *
   * @param reserved all names that are kept for anybody, those of this file too
   * @throws UserException when it cannot be read or is wrong: all its errors, a line each
   */
  FileAccounts(Path file, Reservations reserved, Meters meters) {
    this.file = file;
    this.reserved = reserved;
    this.meters = meters;
    this.version = version(file);
    this.users = UsersFile.read(file);
    LOG.info("{} in {}", count(), file);
  }

  private String count() {
    int count = users.all().size();
    return count == 1 ? "1 user" : count + " users";
  }

  @Override
  public CompletionStage<Optional<Account>> withToken(String token) {
    Users now = users;
    return search.search(now.toBeLookedAt(token), () -> now.withToken(token).map(this::account));
  }

  private Account account(User user) {
    UserAccount account =
        live.computeIfAbsent(
            user.name(), name -> new UserAccount(user, () -> users, reserved, meters));
    account.refresh(); // the file may have changed after we looked into it
    return account;
  }

  @Override
  public CompletionStage<Optional<Account>> withKey(String fingerprint) {
    return CompletableFuture.completedFuture(users.withKey(fingerprint).map(this::account));
  }

  @Override
  public CompletionStage<Boolean> hasKey(Account account, String fingerprint) {
    return CompletableFuture.completedFuture(
        users.withKey(fingerprint).filter(user -> user.name().equals(account.key())).isPresent());
  }

  @Override
  public CompletionStage<Optional<Account>> named(String principal) {
    return CompletableFuture.completedFuture(users.named(principal).map(this::account));
  }

  @Override
  public CompletionStage<Boolean> isThere(Account account) {
    return CompletableFuture.completedFuture(users.named(account.key()).isPresent());
  }

  @Override
  public String refusal(String token) {
    return token.isEmpty() || token.equals("user") // what some clients send who have none
        ? "This server needs a token: ask its admin for one, then start once with"
            + " -authtoken <token>, or put auth_token into the config file"
        : "This server does not know your token: compare auth_token in your config file with what"
            + " the admin gave you, or ask for a new one";
  }

  @Override
  public CompletionStage<Boolean> isCurrent(Account account, String token) {
    return CompletableFuture.completedFuture(
        users.named(account.key()).filter(user -> user.token().matches(token)).isPresent());
  }

  @Override
  public boolean isKept(AskedName name, String account) {
    return users.isKept(name, account);
  }

  @Override
  public boolean isKept(int port, String account) {
    return users.isKept(port, account);
  }

  /**
   * Takes up the file if it has changed; one that is wrong changes nothing. A change is taken up at
   * the second look that finds the same one, because at the first it may be half written, and a
   * file without its second half is no less right. Reads a file: not on an event loop.
   *
   * @return whether anything has changed
   */
  @Override
  public synchronized boolean check() {
    String now = version(file);
    boolean rests = now.equals(seen);
    seen = now;
    if (now.equals(version) || !rests) {
      return false;
    }
    try {
      users = UsersFile.read(file).after(users);
    } catch (UserException e) {
      keepOld(e);
      return false;
    }
    version = now;
    warnedOf = "";
    live.values().forEach(UserAccount::refresh);
    LOG.info("{} has changed: {}", file, count());
    return true;
  }

  /**
   * Prepares to take up the file as it is now, without waiting for a second look. Reads a file: not
   * on an event loop.
   *
   * @return what takes it up, and says whether anything has changed
   * @throws UserException when it is wrong: all its errors, a line each
   */
  Supplier<Boolean> prepare() {
    String now = version(file);
    Users read = UsersFile.read(file);
    return () -> take(read, now);
  }

  private synchronized boolean take(Users read, String now) {
    if (now.equals(version)) {
      return false;
    }
    users = read.after(users);
    version = now;
    seen = now;
    warnedOf = "";
    live.values().forEach(UserAccount::refresh);
    LOG.info("{} has changed: {}", file, count());
    return true;
  }

  private void keepOld(UserException e) {
    String line = String.valueOf(e.getMessage()).lines().findFirst().orElse("");
    if (!line.equals(warnedOf)) {
      warnedOf = line;
      LOG.warn("Keeping the users as they were: {}", line);
    }
  }

  @Override
  public void close() {
    search.close();
  }

  /** Changes whenever the file does, or another takes its place behind a link. */
  private static String version(Path file) {
    try {
      BasicFileAttributes found = Files.readAttributes(file, BasicFileAttributes.class);
      return found.lastModifiedTime() + " " + found.size() + " " + found.fileKey();
    } catch (IOException e) {
      return "none";
    }
  }
}
