/**
 * "ngrok login": a token of somebody who signs in at the server's dashboard. Start at {@link
 * org.ngrokd.client.login.Login}.
 */
@NullMarked
package org.ngrokd.client.login;

import org.jspecify.annotations.NullMarked;
