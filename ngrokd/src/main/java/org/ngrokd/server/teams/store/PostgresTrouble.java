package org.ngrokd.server.teams.store;

import java.net.ConnectException;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.sql.SQLException;
import java.sql.SQLTransientConnectionException;
import java.util.Optional;
import java.util.Set;
import javax.net.ssl.SSLException;
import org.ngrokd.server.teams.store.Database.Trouble;
import org.ngrokd.streams.net.Failures;

/**
 * What PostgreSQL's failures mean to people. Decided by codes and causes: texts are in the language
 * of whoever set the server up.
 *
 * @param address host and port
 * @param user "" where neither URL nor config say it
 */
record PostgresTrouble(String address, String database, String user) {
  /** The connection broke, or there was none. */
  private static final String CONNECTION = "08";

  /** It stops, it starts, it has no place for one more. */
  private static final Set<String> NOT_NOW = Set.of("57P01", "57P02", "57P03", "53300");

  /** Another transaction won; a deadlock; somebody added the same. */
  private static final Set<String> CROSSED = Set.of("40001", "40P01", "23505");

  private static final String REJECTED = "08004";
  private static final String TOO_SLOW = "57014";

  Trouble kind(SQLException failure) {
    String state = state(failure);
    if (isTls(failure) || state.equals(REJECTED)) {
      return Trouble.OTHER; // it answers, and would answer the same again
    }
    if (isUnconnected(failure) || NOT_NOW.contains(state)) {
      return Trouble.ABSENT;
    }
    return CROSSED.contains(state) ? Trouble.CROSSED : Trouble.OTHER;
  }

  String words(SQLException failure) {
    String state = state(failure);
    if (isTls(failure) || state.equals(REJECTED)) {
      return "%s: no TLS with it (%s): see to sslmode and sslrootcert in database.url"
          .formatted(this, why(failure));
    }
    if (isUnconnected(failure)) {
      return "%s does not answer (%s): see whether it runs, and whether database.url leads to it"
          .formatted(this, why(failure));
    }
    return switch (state) {
      case "28P01" ->
          "%s does not let the user '%s' in with this password: see to database.user and database.password"
              .formatted(this, user);
      case "28000" ->
          "%s does not let the user '%s' in (%s): see to database.user, and to its pg_hba.conf"
              .formatted(this, user, why(failure));
      case "3D000" ->
          "%s has no database '%s': make it with 'createdb %s', or change database.url"
              .formatted(this, database, database);
      case "42501" ->
          "%s does not let the user '%s' do that (%s): make it the owner of the database '%s'"
              .formatted(this, user, why(failure), database);
      case TOO_SLOW -> this + " takes too long to answer: see what keeps it busy";
      case "53100" -> "the disk of " + this + " is full, so nothing was changed: make room";
      default -> this + ": " + why(failure);
    };
  }

  private static String state(SQLException failure) {
    return Optional.ofNullable(failure.getSQLState()).orElse("");
  }

  private static boolean isTls(SQLException failure) {
    return cause(failure, SSLException.class).isPresent();
  }

  /** Broken, refused, or the pool has waited for a connection in vain. */
  private static boolean isUnconnected(SQLException failure) {
    return state(failure).startsWith(CONNECTION)
        || failure instanceof SQLTransientConnectionException;
  }

  private static String why(SQLException failure) {
    if (cause(failure, UnknownHostException.class).isPresent()) {
      return "there is no such host";
    }
    if (cause(failure, SocketTimeoutException.class).isPresent()
        || failure instanceof SQLTransientConnectionException) {
      return "it took too long";
    }
    Optional<? extends Throwable> better =
        cause(failure, SSLException.class)
            .<Throwable>map(tls -> tls)
            .or(() -> cause(failure, ConnectException.class));
    return Failures.oneLine(better.isPresent() ? better.get() : failure);
  }

  private static <T extends Throwable> Optional<T> cause(Throwable failure, Class<T> kind) {
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      if (kind.isInstance(cause)) {
        return Optional.of(kind.cast(cause));
      }
    }
    return Optional.empty();
  }

  @Override
  public String toString() {
    return "PostgreSQL at " + address;
  }
}
