package org.ngrokd.server.ssh.words;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import org.ngrokd.kit.text.Printable;
import org.ngrokd.server.tunnel.HostNames;
import org.ngrokd.streams.net.CidrList;

/**
 * Fuzz target: what is typed at the SSH gateway. An input is lines: the user name, the bind name,
 * its port, and a command each; all of it is also taken for pgrok's JSON.
 *
 * <p>Whatever comes: the only failure is a BadForwardException; what people are told is one line
 * that cannot steer a terminal; faults are few, and open nothing; a forward has a name or a port
 * that can be, and no protection that was asked for is left out; what was understood is understood
 * again when it is typed in another way.
 */
public final class SshFuzz {
  private static final Predicate<String> OURS = "h.example"::equals;

  private SshFuzz() {}

  /** One run of the target. */
  public static void fuzzerTestOneInput(byte[] input) {
    Optional<Kind> hint = Hint.of(input);
    check(hint.isEmpty() || hint.get() == Kind.HTTP || hint.get() == Kind.TCP, "a strange hint");
    String[] lines = new String(input, StandardCharsets.UTF_8).split("\n", 8);
    if (lines.length < 3) {
      return;
    }
    UserName user = UserName.of(lines[0]);
    check(user.first().indexOf('+') < 0, "a + in the first part");
    Wishes wishes = Wishes.of(user, List.of(lines).subList(3, lines.length));
    check(wishes.faults().size() <= 100, "too many faults");
    wishes.faults().forEach(SshFuzz::tellable);
    checkOptions(wishes.options());
    String retyped = Retyped.command(wishes);
    if (wishes.faults().isEmpty() && retyped.length() <= Typed.LONGEST_COMMAND) { // quotes grow
      Wishes again = Wishes.of(UserName.of("t"), List.of(retyped));
      check(again.equals(wishes), wishes + " is read as " + again);
    }
    forward(lines[1], port(lines[2]), wishes, hint);
  }

  private static void checkOptions(Options options) {
    CidrList.parse(options.allow());
    CidrList.parse(options.deny());
    check(options.allow().size() <= 64 && options.deny().size() <= 64, "a long list of networks");
    check(options.allowedKeys().size() <= 64, "a long list of keys");
    options.deadline().ifPresent(time -> check(time.toSeconds() > 0, "no time at all"));
    options.basicAuth().ifPresent(auth -> check(auth.indexOf(':') > 0, "a password without user"));
    options.hostHeader().ifPresent(host -> check(host.matches("[!-~]+"), "a host of two lines"));
  }

  private static int port(String text) {
    try {
      return Integer.parseInt(text);
    } catch (NumberFormatException e) {
      return text.length();
    }
  }

  private static void forward(String bindName, int port, Wishes wishes, Optional<Kind> hint) {
    try {
      Forward forward = Forward.of(bindName, port, hint, wishes, OURS);
      check(wishes.faults().isEmpty(), "opened although something is wrong");
      check(forward.isPrivate() == wishes.options().isPrivate(), "not as private as asked for");
      checkNames(forward);
      checkProtection(forward, wishes.options());
    } catch (BadForwardException e) {
      tellable(String.valueOf(e.getMessage()));
    }
  }

  private static void checkNames(Forward forward) {
    List<String> names = new ArrayList<>();
    for (String name : List.of(forward.hostname(), forward.subdomain(), forward.alias())) {
      if (!name.isEmpty()) {
        names.add(name);
      }
    }
    check(names.size() <= 1, "several names: " + names);
    check(names.stream().allMatch(HostNames::isName), "not a name: " + names);
    check(!forward.hostname().endsWith(".h.example"), "a subdomain is taken for a host");
    check(forward.port() >= 0 && forward.port() <= 65535, "not a port");
    check(forward.port() == 0 || forward.kind() == Kind.TCP, "a port of its own for a name");
    check(forward.isPrivate() == !forward.alias().isEmpty(), "private, but by which name?");
    check(!forward.isPrivate() || forward.port() > 0, "private without a port");
    check(forward.isPrivate() || forward.kind() != Kind.TCP || names.isEmpty(), "tcp with a name");
  }

  private static void checkProtection(Forward forward, Options options) {
    boolean isGuarded = !options.allow().isEmpty() || !options.deny().isEmpty();
    check(options.basicAuth().isEmpty() || forward.kind().isHttp(), "nobody asks the password");
    check(!isGuarded || !forward.isPrivate(), "nobody looks at networks");
    check(options.allowedKeys().isEmpty() || forward.isPrivate(), "nobody looks at keys");
  }

  private static void tellable(String text) {
    check(!text.isBlank() && text.length() < 1000, "too little or too much: " + text);
    check(Printable.line(text).equals(text), "not printable: " + Printable.line(text));
  }

  private static void check(boolean holds, String what) {
    if (!holds) {
      throw new AssertionError(what);
    }
  }
}
