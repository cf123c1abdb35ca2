package org.ngrokd.kit.cli;

import java.io.Console;

/** Whether somebody sits at the other end of our input and output. */
public final class Interactive {
  private Interactive() {}

  /** Before JDK 22 there is a console only where both are a terminal; since then it says so. */
  @SuppressWarnings("SystemConsoleNull") // asked further where it says nothing
  public static boolean isTerminal() {
    Console console = System.console();
    if (console == null) {
      return false;
    }
    try {
      return (boolean) Console.class.getMethod("isTerminal").invoke(console);
    } catch (NoSuchMethodException e) {
      return true;
    } catch (ReflectiveOperationException e) {
      return false;
    }
  }
}
