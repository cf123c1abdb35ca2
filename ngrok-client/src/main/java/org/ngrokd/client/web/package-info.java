/**
 * The page that shows the last requests and the API for programs, on {@code inspect_addr}: {@link
 * org.ngrokd.client.web.WebServer}. All of it runs on an event loop of its own, which may be busy
 * for as long as it likes: no traffic passes there.
 */
@NullMarked
package org.ngrokd.client.web;

import org.jspecify.annotations.NullMarked;
