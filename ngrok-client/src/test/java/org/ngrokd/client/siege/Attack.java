package org.ngrokd.client.siege;

/** One kind of hostility. It is bounded in number and time, and ends by itself. */
interface Attack {
  /** As the table calls it. */
  String name();

  /** What is attacked, whose memory is looked at: the server unless told otherwise. */
  default Target target() {
    return Target.SERVER;
  }

  /** How many times as long as others it needs to show what it can do. */
  default int patience() {
    return 1;
  }

  /**
   * Attacks until {@link Field#rest} says that the time is up, or earlier. Whatever it opened is
   * closed afterwards by the field. A peer that cuts it off is to be expected.
   */
  void run(Field field) throws Exception;

  /** Whose attack it is to stand. */
  enum Target {
    SERVER,
    /** A client with its settings at their defaults. */
    CLIENT
  }
}
