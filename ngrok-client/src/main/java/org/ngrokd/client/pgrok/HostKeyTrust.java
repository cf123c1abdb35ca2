package org.ngrokd.client.pgrok;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.ngrokd.client.config.StatePlace;
import org.ngrokd.kit.files.UserHome;

/**
 * Whose host key is accepted.
 *
 * @param fingerprint the one and only, if one was told
 * @param known files in the form of OpenSSH's known_hosts; they need not be there
 * @param kept the one of them to which keys are added when they are seen first; empty: nowhere
 */
public record HostKeyTrust(
    Optional<Fingerprint> fingerprint, List<Path> known, Optional<Path> kept) {
  private static final String KNOWN_HOSTS = "known_hosts";

  /**
   * OpenSSH's file of the user, which is left alone, and one of ours.
   *
   * @param environment HOME, XDG_STATE_HOME
   */
  public static HostKeyTrust in(
      Map<String, String> environment, Optional<Fingerprint> fingerprint) {
    Path home = UserHome.in(environment);
    Path ofUser = home.resolve(".ssh").resolve(KNOWN_HOSTS);
    Optional<Path> ours =
        StatePlace.in(environment, home.toString()).map(state -> state.resolve(KNOWN_HOSTS));
    return new HostKeyTrust(
        fingerprint, ours.map(file -> List.of(ofUser, file)).orElse(List.of(ofUser)), ours);
  }
}
