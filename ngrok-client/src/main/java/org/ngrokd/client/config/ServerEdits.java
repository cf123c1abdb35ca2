package org.ngrokd.client.config;

/**
 * What the server changes in the heads of requests before they come.
 *
 * @param forwardedHeaders whether it adds {@code X-Forwarded-*}
 * @param rewriteDestination whether the {@code Destination} of WebDAV gets the scheme that the
 *     local service has
 */
public record ServerEdits(boolean forwardedHeaders, boolean rewriteDestination) {
  /** Both. */
  public static final ServerEdits DEFAULT = new ServerEdits(true, true);
}
