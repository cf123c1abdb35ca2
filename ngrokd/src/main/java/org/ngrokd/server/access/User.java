package org.ngrokd.server.access;

import java.util.List;

/**
 * One entry of the file.
 *
 * @param allowance what it may; the names it names are reserved for it
 * @param keys by which it may come instead of with its token
 */
record User(String name, TokenHash token, Allowance allowance, List<PublicKeyText> keys) {}
