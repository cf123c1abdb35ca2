package org.ngrokd.client.moving;

import java.util.Map;

/**
 * What is done to the visitors' HTTP on its way.
 *
 * @param auth "user:password", or ""
 * @param hostHeader what the local service sees as Host, or ""
 * @param requestHeaders to set in requests
 * @param responseHeaders to set in replies
 */
record Rules(
    String auth,
    String hostHeader,
    Map<String, String> requestHeaders,
    Map<String, String> responseHeaders) {
  static final Rules NONE = new Rules("", "", Map.of(), Map.of());
}
