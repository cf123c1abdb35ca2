package org.ngrokd.server.teams.signin;

/** Where somebody goes who has signed in: a page of ours, whatever was asked for. */
final class ReturnAddress {
  static final String START = "/";
  private static final int LONGEST = 512;

  private ReturnAddress() {}

  /**
   * The address if it is a path of ours, else the start page. "//host" and "/\host" are other hosts
   * to a browser, and it leaves out tabs and line ends before it looks.
   */
  static String of(String asked) {
    boolean isOurs =
        asked.startsWith("/")
            && !asked.startsWith("//")
            && asked.length() <= LONGEST
            && asked.chars().allMatch(each -> each > ' ' && each < 0x7f && each != '\\');
    return isOurs && !leadsToSigningIn(asked) ? asked : START;
  }

  /** Of those pages only one has something to do for somebody who has just signed in. */
  private static boolean leadsToSigningIn(String path) {
    boolean isDevice = path.equals(DeviceLogin.PAGE) || path.startsWith(DeviceLogin.PAGE + "?");
    return path.startsWith("/-/") && !isDevice;
  }
}
