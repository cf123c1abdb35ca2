package org.ngrokd.client.install;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** What is done with a service. */
public enum ServiceAction {
  INSTALL,
  UNINSTALL,
  STATUS,
  START,
  STOP,
  RESTART;

  public static Optional<ServiceAction> of(String word) {
    return Arrays.stream(values()).filter(each -> each.word().equals(word)).findFirst();
  }

  /** As it is typed. */
  String word() {
    return name().toLowerCase(Locale.ROOT);
  }
}
