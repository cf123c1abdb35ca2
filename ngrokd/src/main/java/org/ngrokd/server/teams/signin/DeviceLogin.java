package org.ngrokd.server.teams.signin;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.ngrokd.kit.text.Printable;
import org.ngrokd.server.teams.store.AccountRow;
import org.ngrokd.server.teams.store.DeviceRow;
import org.ngrokd.server.teams.store.DeviceRow.State;
import org.ngrokd.server.teams.store.Tables;

/**
 * Programs that ask for a token of somebody who is signed in at a browser, in the shape of RFC
 * 8628: the program shows a short code, its user types it into the page and sees who asks. All
 * within transactions; safe from any thread.
 */
final class DeviceLogin {
  static final String PAGE = "/-/device";

  /** How long a code is good. */
  static final Duration LIFE = Duration.ofMinutes(10);

  /** How often a program may ask whether it is allowed. */
  static final Duration INTERVAL = Duration.ofSeconds(5);

  /** Networks are not that regular: who asks a second early has kept to it. */
  private static final Duration EARLY = Duration.ofSeconds(1);

  /** So often may a code be typed wrong before it ends. */
  static final int WRONG = 5;

  /** How many programs may wait at once. */
  static final int WAITING = 1_000;

  /** Codes that begin alike would count each other's wrong tries. */
  private static final int DRAWS = 20;

  private final Clock clock;

  DeviceLogin(Clock clock) {
    this.clock = clock;
  }

  /** What a program is given: its own code is secret, the other is shown. */
  record Codes(String own, UserCode shown) {
    /** The secret one stays out. */
    @Override
    public String toString() {
      return "Codes[]";
    }
  }

  /** What a program hears that asks. */
  enum Answer {
    /** A person has not said anything yet. */
    PENDING,
    /** The same, and it asks too often. */
    SLOW_DOWN,
    DENIED,
    /** Or there never was such a code. */
    EXPIRED,
    ALLOWED
  }

  /**
   * What a program hears.
   *
   * @param row where it is allowed
   */
  record Heard(Answer answer, Optional<DeviceRow> row) {}

  /**
   * Begins a login.
   *
   * @param program what it says of itself
   * @throws RefusalException when too many wait
   */
  Codes begin(Tables tables, String program, String address) {
    Instant now = clock.instant();
    if (tables.devices().count() >= WAITING) {
      tables.devices().removeEnded(now);
      if (tables.devices().count() >= WAITING) {
        throw new RefusalException(Refusal.BUSY, "programs that wait for a sign-in");
      }
    }
    String own = Secrets.random();
    for (int draw = 0; draw < DRAWS; draw++) {
      UserCode shown = UserCode.random();
      DeviceRow row =
          new DeviceRow(
              Secrets.hash(own),
              shown.letters(),
              address,
              Printable.field(program),
              State.WAITING,
              Optional.empty(),
              0,
              now,
              now.plus(LIFE));
      if (tables.devices().startingWith(shown.firstHalf()).isEmpty() && tables.devices().add(row)) {
        return new Codes(own, shown);
      }
    }
    throw new RefusalException(Refusal.BUSY, "no code is free for a program");
  }

  /** What a program hears that asks with its own code; who is allowed cannot ask again. */
  Heard ask(Tables tables, String own) {
    Instant now = clock.instant();
    Optional<DeviceRow> found =
        tables.devices().withHash(Secrets.hash(own)).filter(row -> now.isBefore(row.ends()));
    if (found.isEmpty()) {
      return new Heard(Answer.EXPIRED, found);
    }
    DeviceRow row = found.get();
    return switch (row.state()) {
      case WAITING -> new Heard(pending(tables, row, now), found);
      case DENIED -> last(tables, row, Answer.DENIED);
      case ALLOWED -> last(tables, row, Answer.ALLOWED);
    };
  }

  private static Heard last(Tables tables, DeviceRow row, Answer answer) {
    tables.devices().remove(row.hash());
    return new Heard(answer, Optional.of(row));
  }

  private static Answer pending(Tables tables, DeviceRow row, Instant now) {
    if (now.isBefore(row.asked().plus(INTERVAL).minus(EARLY))) {
      return Answer.SLOW_DOWN;
    }
    tables.devices().update(with(row, row.state(), row.accountId(), row.wrong(), now));
    return Answer.PENDING;
  }

  /**
   * The program that waits with a code. A code whose first half is right counts as typed wrong:
   * after {@link #WRONG} of them the program has to begin anew.
   */
  Optional<DeviceRow> find(Tables tables, UserCode typed) {
    Instant now = clock.instant();
    Optional<DeviceRow> found = tables.devices().withUserCode(typed.letters());
    if (found.isEmpty()) {
      tables.devices().startingWith(typed.firstHalf()).ifPresent(row -> wrong(tables, row));
    }
    return found.filter(row -> row.state() == State.WAITING && now.isBefore(row.ends()));
  }

  private static void wrong(Tables tables, DeviceRow row) {
    if (row.wrong() + 1 >= WRONG) {
      tables.devices().remove(row.hash());
    } else {
      tables
          .devices()
          .update(with(row, row.state(), row.accountId(), row.wrong() + 1, row.asked()));
    }
  }

  /** What its user says to a program. */
  void decide(Tables tables, DeviceRow row, AccountRow account, boolean isAllowed) {
    State state = isAllowed ? State.ALLOWED : State.DENIED;
    tables.devices().update(with(row, state, Optional.of(account.id()), row.wrong(), row.asked()));
  }

  private static DeviceRow with(
      DeviceRow row, State state, Optional<String> account, int wrong, Instant asked) {
    return new DeviceRow(
        row.hash(),
        row.userCode(),
        row.address(),
        row.program(),
        state,
        account,
        wrong,
        asked,
        row.ends());
  }
}
