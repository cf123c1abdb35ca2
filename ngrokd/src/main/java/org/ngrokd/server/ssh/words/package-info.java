/**
 * What people type at the SSH gateway, and pgrok's JSON, turned into what is meant. Pure parsing of
 * text from outside: nothing here knows SSH or a socket, and nothing decides who somebody is. Begin
 * with {@link org.ngrokd.server.ssh.words.Wishes} (words of a session) and {@link
 * org.ngrokd.server.ssh.words.Forward} (one tunnel).
 */
@NullMarked
package org.ngrokd.server.ssh.words;

import org.jspecify.annotations.NullMarked;
