package org.ngrokd.server.ssh.words;

import java.util.List;
import java.util.Optional;

/**
 * What the words before the @ and those of the session's command ask for, put together.
 *
 * @param kind what an explicit word says
 * @param isHelp whether to be told what may be typed
 * @param faults what is wrong or not to be had, a line each, for the user alone; while there is one
 *     no forward is opened ({@link Forward#of})
 */
public record Wishes(Optional<Kind> kind, Options options, boolean isHelp, List<String> faults) {
  /** Nothing was typed. */
  public static final Wishes NONE = new Wishes(Optional.empty(), Options.NONE, false, List.of());

  public Wishes {
    faults = List.copyOf(faults);
  }

  /**
   * Reads what was typed.
   *
   * @param commands of exec requests, each as it was sent; none where there was only a shell or no
   *     session at all
   */
  public static Wishes of(UserName user, List<String> commands) {
    return WishList.read(user, commands);
  }
}
