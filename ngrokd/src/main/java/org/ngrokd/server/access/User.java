package org.ngrokd.server.access;

/**
 * One entry of the file.
 *
 * @param allowance what it may; the names it names are reserved for it
 */
record User(String name, TokenHash token, Allowance allowance) {}
