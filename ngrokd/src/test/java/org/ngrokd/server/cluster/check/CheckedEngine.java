package org.ngrokd.server.cluster.check;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.ToIntFunction;
import org.ngrokd.server.testing.SteppedClock;

/** What the servers agree by, as a program that faults happen to. Used by one thread. */
interface CheckedEngine extends AutoCloseable {
  /** What each of its members listens on. */
  List<Integer> ports();

  void kill(int member);

  /** Once more, after its end. */
  void begin(int member);

  void stop(int member);

  void goOn(int member);

  /** How long a member may be stopped, so that what is known to be wrong with it does not show. */
  Duration longestStop();

  /** Its clock, where it has one that can be set. */
  Optional<SteppedClock> clock();

  /**
   * What a node is started with.
   *
   * @param ways ports by which it reaches the members
   * @param directory for files of the node
   */
  List<String> flags(List<Integer> ways, Path directory) throws IOException;

  /**
   * What clients log in with.
   *
   * @param run runs a command of ngrokd's, and gives what it prints
   */
  Login login(CommandLine run) throws IOException, InterruptedException;

  /**
   * Who the clients are.
   *
   * @param account as part of what owners are known by
   */
  record Login(String token, String account) {}

  /** Runs ngrokd for a moment. */
  interface CommandLine {
    String run(List<String> arguments) throws IOException, InterruptedException;
  }

  /**
   * All that it does, once the first node is there.
   *
   * @param nodeAt which node is reached by an address
   */
  Observer.Source source(ToIntFunction<String> nodeAt) throws Exception;

  @Override
  void close();
}
