<?php
// The connection that every page uses. Two seconds: a database that is gone must not hold the page longer than the
// director's check waits for it.
mysqli_report(MYSQLI_REPORT_ERROR | MYSQLI_REPORT_STRICT);

function database(): mysqli
{
    $connection = mysqli_init();
    $connection->options(MYSQLI_OPT_CONNECT_TIMEOUT, 2);
    $connection->real_connect('192.168.30.20', 'app', 'app', 'guestbook', 3306);
    return $connection;
}
