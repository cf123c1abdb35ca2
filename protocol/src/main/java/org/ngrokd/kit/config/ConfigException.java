package org.ngrokd.kit.config;

import java.util.List;
import org.ngrokd.kit.cli.UserException;

/** The configuration makes no sense; the message says where, what was found and what is allowed. */
public final class ConfigException extends UserException {
  private final transient List<String> lines;

  public ConfigException(String message) {
    this(List.of(message));
  }

  /** With one line for each error. */
  public ConfigException(List<String> errors) {
    super(String.join(System.lineSeparator(), errors));
    this.lines = List.copyOf(errors);
  }

  @Override
  public List<String> lines() {
    return lines;
  }
}
