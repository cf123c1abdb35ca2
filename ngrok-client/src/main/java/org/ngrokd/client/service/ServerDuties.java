package org.ngrokd.client.service;

/**
 * What a server does not do for a tunnel, so that the client has to.
 *
 * @param areOurs whether the server does not heed a tunnel's settings
 * @param httpsUrl where visitors by http are sent to, if that is ours to do; "" when it is not
 *     known
 */
public record ServerDuties(boolean areOurs, String httpsUrl) {
  /** The server does all. */
  public static final ServerDuties NONE = new ServerDuties(false, "");
}
