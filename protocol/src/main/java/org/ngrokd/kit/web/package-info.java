/**
 * What a program's own web pages and APIs need: {@link org.ngrokd.kit.web.Gate} says who may ask,
 * {@link org.ngrokd.kit.web.Router} who answers, {@link org.ngrokd.kit.web.Answers} sends it.
 */
@NullMarked
package org.ngrokd.kit.web;

import org.jspecify.annotations.NullMarked;
