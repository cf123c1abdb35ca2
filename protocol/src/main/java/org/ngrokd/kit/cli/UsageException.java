package org.ngrokd.kit.cli;

/** The command line makes no sense: like {@link UserException}, but with exit code 2. */
public final class UsageException extends UserException {
  public UsageException(String message) {
    super(message);
  }
}
