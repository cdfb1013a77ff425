<%@ page contentType="text/plain" session="false" trimDirectiveWhitespaces="true" %>
<%= System.getProperty("who") + "\n" %>
