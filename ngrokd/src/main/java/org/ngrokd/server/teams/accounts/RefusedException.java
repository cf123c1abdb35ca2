package org.ngrokd.server.teams.accounts;

/**
 * Something that somebody asked for cannot be. The message is one English line for them: what, why,
 * what to do.
 */
public final class RefusedException extends IllegalArgumentException {
  private static final long serialVersionUID = 1;

  private final String code;

  public RefusedException(String code, String message) {
    super(message);
    this.code = code;
  }

  /** The same in a word that does not change, as "name.taken": for translations and programs. */
  public String code() {
    return code;
  }
}
