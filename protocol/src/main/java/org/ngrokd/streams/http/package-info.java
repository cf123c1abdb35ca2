/**
 * HTTP/1 as those need it who pass it on or watch it: where a message's head and body end, and what
 * its head says, without ever changing a byte that need not change. {@link
 * org.ngrokd.streams.http.HttpDialogue} follows the requests and replies of a connection and tells
 * a {@link org.ngrokd.streams.http.DialogueListener}. Below it, {@link
 * org.ngrokd.streams.http.HeadReader} collects a head, {@link org.ngrokd.streams.http.RequestHead}
 * and {@link org.ngrokd.streams.http.ResponseHead} read it, {@link
 * org.ngrokd.streams.http.HeadEdit} changes it, {@link org.ngrokd.streams.http.BodyScanner} and
 * {@link org.ngrokd.streams.http.PassingBody} follow the body.
 */
@NullMarked
package org.ngrokd.streams.http;

import org.jspecify.annotations.NullMarked;
