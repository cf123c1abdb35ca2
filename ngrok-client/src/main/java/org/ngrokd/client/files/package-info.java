/**
 * A directory served by HTTP inside the client: {@link org.ngrokd.client.files.FilesEnd} is a
 * visitor's connection to it, {@link org.ngrokd.client.files.FileAnswers} decides what a request
 * gets, {@link org.ngrokd.client.files.FileRoot} what may be seen at all.
 */
@NullMarked
package org.ngrokd.client.files;

import org.jspecify.annotations.NullMarked;
