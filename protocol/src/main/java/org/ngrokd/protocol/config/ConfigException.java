package org.ngrokd.protocol.config;

import org.ngrokd.protocol.cli.UserException;

/** The configuration makes no sense; the message says where, what was found and what is allowed. */
public final class ConfigException extends UserException {
  public ConfigException(String message) {
    super(message);
  }
}
